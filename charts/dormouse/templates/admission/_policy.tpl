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
