# The engine is that of DOCKER_HOST, or else the one of this machine.
provider "docker" {}
