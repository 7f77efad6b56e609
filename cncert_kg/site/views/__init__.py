"""What each kind of page shows: a function from the page's scope to the names its template uses."""
