{{- define "dormouse.labels" -}}
app.kubernetes.io/name: dormouse
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
{{- define "dormouse.selector" -}}
app.kubernetes.io/name: dormouse
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}
{{- define "dormouse.operator" -}}
{{ .Release.Name }}-operator
{{- end }}
