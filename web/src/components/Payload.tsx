import Box from '@cloudscape-design/components/box';

/** A message between systems, to be read as it went over the wire; long lines wrap, so that a phone shows them whole. */
export function Payload({ value }: { value: unknown }) {
  return (
    <Box variant="pre">
      <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {JSON.stringify(value, undefined, 2)}
      </span>
    </Box>
  );
}
