# Values that a release and an account give; both environments' tests use them.
zone           = "melo.example"
redis_password = "0123456789abcdefghijklmnopqrstuvwxyz"
alarm_emails   = ["on-call@melo.example"]
images = {
  service = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/melo/service@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  sidecar = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/melo/edge@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
}
registry = {
  bundle_version      = "3.3.3-1"
  image               = "registry.example/apicurio/apicurio-registry@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
  solution_stack_name = "64bit Amazon Linux 2023 v4.7.2 running Docker"
}
