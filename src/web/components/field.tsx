// A field of a form with its label, a hint, and what is wrong with it beside it.

export interface FieldProps {
  readonly id: string;
  /** Where it is not the id: a form that stands several times on a page. */
  readonly name?: string;
  readonly label: string;
  readonly type?: 'text' | 'password';
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly inputMode?: 'numeric' | 'email' | 'text';
  readonly maxLength: number;
  readonly isFirst?: boolean;
  /** It may be left empty. */
  readonly isOptional?: boolean;
}

export function Field(props: FieldProps) {
  const { id, label, type = 'text', hint, error = null } = props;
  const described = [hint && `${id}-goi-y`, error && `${id}-loi`].filter(Boolean).join(' ');
  const shape = {
    id,
    name: props.name ?? id,
    required: props.isOptional !== true,
    autofocus: props.isFirst,
    autocomplete: props.autocomplete,
    inputMode: props.inputMode,
    maxLength: props.maxLength,
    value: props.value,
    spellcheck: false,
    autocapitalize: 'none',
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': described || undefined,
  } as const;
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-goi-y`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-loi`} role="alert">
          {error}
        </p>
      )}
      {type === 'password' ? (
        <input type="password" {...shape} />
      ) : (
        <input type="text" {...shape} />
      )}
    </div>
  );
}

/** What is wrong with a form as a whole. */
export function FormError({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p class="form-error" role="alert">
      {text}
    </p>
  );
}
