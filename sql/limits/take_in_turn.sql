create or replace function limits.take_in_turn(
  p_policies text[],
  p_addresses text[],
  p_user_ids uuid[]
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_answers jsonb := jsonb '[]';
  v_answer jsonb;
begin
  update medbook.rate_counter c set requests = c.requests - a.requests
    from (select policy, counter, count(*)::integer as requests
            from limits.counters_of(p_policies, p_addresses, p_user_ids) group by policy, counter) a
   where c.policy = a.policy and c.key = a.counter;
  for v_n in 1..cardinality(p_policies) loop
    v_answer := limits.take(
      string_to_array(p_policies[v_n], ' '), p_addresses[v_n], p_user_ids[v_n], p_user_ids[v_n]::text);
    v_answers := v_answers || (select coalesce(jsonb_agg(l || jsonb_build_object('request', v_n)), '[]')
                                 from jsonb_array_elements(v_answer -> 'limits') l);
  end loop;
  return v_answers;
end
$$;

comment on function limits.take_in_turn(text[], text[], uuid[]) is
'What limits.take_each does when one of its requests is over a quota: uncounts them all, and counts one after the other
A refused request spends nothing of any quota, which may let the next one through. The caller has counted and so locked
all counters.';
