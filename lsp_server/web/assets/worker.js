/** Where the map's layout runs, beside the page. */
