{{- define "orders.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "orders.credentials" -}}
{{- printf "%s-credentials" (include "orders.name" .) -}}
{{- end }}

{{- define "orders.variable" -}}
- name: {{ .name }}
  value: {{ .value | quote }}
{{- end }}
