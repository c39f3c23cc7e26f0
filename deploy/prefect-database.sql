-- Prefect keeps its runs beside Khaosan's store, in a database of its own.
CREATE DATABASE prefect OWNER khaosan;
