"""medbook-notify: sends what waits for webhooks, in a process of its own. No worker of the gateway imports it."""
