begin;
select plan(4);

select is(core.refuse_input('limit', 'must be from 1 to 100'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/limit", "detail": "must be from 1 to 100"}]}',
  'bad input is refused with a pointer to it and what is wrong');
select is(core.refuse_input('a', 'b') #>> '{errors,0,pointer}', '#/a', 'the pointer is a JSON Pointer in a fragment');
select is(jsonb_array_length(core.refuse_input('a', 'b') -> 'errors'), 1, 'there is one error');
select volatility_is('core', 'refuse_input', array['text', 'text'], 'stable', 'it depends on its arguments alone');

select * from finish();
rollback;
