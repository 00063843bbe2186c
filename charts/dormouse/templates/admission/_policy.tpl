{{- /* Name of a policy: (list . "servers") is dormouse-servers. */ -}}
{{- define "dormouse.policy" -}}
{{ printf "%s-%s" (index . 0).Release.Name (index . 1) }}
{{- end }}
{{- define "dormouse.policyHead" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ include "dormouse.policy" . }}
  labels: {{- include "dormouse.labels" (index . 0) | nindent 4 }}
{{- end }}
{{- define "dormouse.policyBinding" -}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ include "dormouse.policy" . }}
  labels: {{- include "dormouse.labels" (index . 0) | nindent 4 }}
spec:
  policyName: {{ include "dormouse.policy" . }}
  validationActions: [Deny]
{{- end }}
{{- /* Who writes the objects of tasks. */ -}}
{{- define "dormouse.operatorUser" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "dormouse.operator" . }}
{{- end }}
{{- /*
The i-th name of a list needs a right: (dict "list" "variables.x" "i" 3 "may" "authorizer...name(%s).check('get')...").
One expression a name, as authorizer.check costs 350,000 of the 1,000,000 of an expression; a name that stood before in
the list is not asked for again.
*/ -}}
{{- define "dormouse.mayEach" -}}
{{- $name := printf "%s[%d]" .list .i -}}
{{ .list }}.size() <= {{ .i }} || {{ .list }}.indexOf({{ $name }}) < {{ .i }} || {{ printf .may $name }}
{{- end }}
{{- /*
Who writes what belongs to a task or a server: (dict "root" . "name" "task-objects" "label" KEY "owner" KIND "own" CEL),
where KEY is the label with the owner's name, and CEL says whether a ConfigMap is changed by the account that it is for;
variables.account is what the names of the namespace's accounts begin with.
*/ -}}
{{- define "dormouse.owned" -}}
{{- $label := printf "metadata.?labels[?'%s']" .label -}}
{{ include "dormouse.policyHead" (list .root .name) }}
spec:
  failurePolicy: Fail
  matchConstraints:
    objectSelector:
      matchExpressions:
        - {key: {{ .label }}, operator: Exists}
    resourceRules:
      - apiGroups: [""]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE, DELETE]
        resources: [configmaps, serviceaccounts]
      - apiGroups: [rbac.authorization.k8s.io]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE, DELETE]
        resources: [roles, rolebindings]
      - apiGroups: [networking.k8s.io]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE, DELETE]
        resources: [networkpolicies]
      - apiGroups: [""]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE]
        resources: [pods, pods/ephemeralcontainers, pods/resize]
  matchConditions:
    - name: not-the-operator-nor-kubernetes-itself
      expression: >-
        !(request.userInfo.username in
        {{ prepend .root.Values.admissionPolicies.kubernetesUsers (include "dormouse.operatorUser" .root) | toJson }})
  variables:
    - name: old
      expression: >-
        request.operation == 'CREATE' ? '' : dyn(oldObject).{{ $label }}.orValue('')
    - name: owner
      expression: >-
        variables.old != '' ? variables.old : dyn(object).{{ $label }}.orValue('')
    - name: account
      expression: >-
        'system:serviceaccount:' + request.namespace + ':'
    - name: sameBelonging
      expression: >-
        request.operation == 'UPDATE' && dyn(object).{{ $label }} == optional.of(variables.old)
        && dyn(object).metadata.?ownerReferences == dyn(oldObject).metadata.?ownerReferences
        && dyn(object).metadata.?finalizers == dyn(oldObject).metadata.?finalizers
  validations:
    - expression: >-
        variables.sameBelonging
        && (request.resource.resource == 'pods'
            ? dyn(object).spec == dyn(oldObject).spec
              && dyn(object).metadata.?labels == dyn(oldObject).metadata.?labels
            : request.resource.resource == 'configmaps'
              && {{ .own }})
      reason: Forbidden
      messageExpression: >-
        request.userInfo.username + ' may not ' + request.operation.lowerAscii() + ' ' + request.kind.kind + ' '
        + request.name + ' in namespace ' + request.namespace + ': '
        + (variables.old == ''
           ? 'the label {{ .label }} is for what Dormouse makes; remove it'
           : 'it belongs to {{ .owner }} ' + variables.owner + ', and only Dormouse writes it; change or delete the {{ .owner }}')
{{ include "dormouse.policyBinding" (list .root .name) }}
{{- end }}
