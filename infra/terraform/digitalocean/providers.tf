# The token is in DIGITALOCEAN_TOKEN.
provider "digitalocean" {}
