# The key is in VULTR_API_KEY.
provider "vultr" {}
