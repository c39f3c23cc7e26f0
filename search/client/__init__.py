"""The client: every call of the API, over HTTP or in process, with the same records as answers.

::

    from search.client import Khaosan

    khaosan = Khaosan("http://127.0.0.1:8000")     # a server
    khaosan = Khaosan.local("var")                 # a home of this machine, without a server
    khaosan.count("น้ำท่วม", province="กระบี่").total
    khaosan.hits("น้ำท่วม", kind="news").frame()    # a pandas frame, where pandas is installed
"""

from search.client.errors import Refused
from search.client.khaosan import Khaosan
from search.client.rows import Rows, frame

__all__ = ["Khaosan", "Refused", "Rows", "frame"]
