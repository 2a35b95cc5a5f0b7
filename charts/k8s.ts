// The one import that decides which version of the Kubernetes types is used; the rest of cdk8s-plus is not loaded.
export * as k8s from 'cdk8s-plus-28/lib/imports/k8s';
