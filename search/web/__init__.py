"""The web app and its API: pages made on the server, complete without JavaScript."""
