"""The API's edge: closed unless a view states its permission, keyset paging."""
