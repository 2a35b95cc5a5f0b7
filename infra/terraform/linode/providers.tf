# The token is in LINODE_TOKEN.
provider "linode" {}
