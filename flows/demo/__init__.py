"""The sample world: invented offices on loopback that a fresh ``khaosan demo`` crawls, and what must come out."""
