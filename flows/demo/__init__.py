"""The sample world: invented offices on loopback for ``khaosan demo``, and what their crawl must yield."""
