"""How the ministry sees, province by province, that all is well."""
