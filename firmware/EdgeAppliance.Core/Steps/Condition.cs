using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>A condition such as <c>score &gt; threshold &amp;&amp; (rpm &gt;= 300 || 'oil temperature' != 0)</c>: comparisons of
/// channels, named constants and numbers, with &amp;&amp;, || and parentheses. &amp;&amp; binds tighter than ||.</summary>
/// <remarks>A name is a channel where the reading has one of it, else a constant. Used by one thread at a time.</remarks>
internal sealed class Condition
{
    public const int TermsMax = 64;

    private readonly ConditionTerm[] _terms;
    private readonly ConditionOperand[] _operands;
    private readonly double[] _constants;
    private readonly int[] _channels;
    private ChannelSet? _resolved;

    public Condition(ReadOnlySpan<ConditionTerm> terms, ReadOnlySpan<ConditionOperand> operands, IReadOnlyDictionary<string, double> constants)
    {
        _terms = terms.ToArray();
        _operands = operands.ToArray();
        _channels = new int[operands.Length];
        _constants = new double[operands.Length];
        for (int i = 0; i < operands.Length; i++)
            _constants[i] = operands[i].Name is not { } name ? operands[i].Number : constants.GetValueOrDefault(name, double.NaN);
    }

    /// <summary>The channels and constants it names.</summary>
    public IEnumerable<string> Names => _operands.Where(o => o.Name is not null).Select(o => o.Name!).Distinct();

    public Truth Evaluate(ReadingBatch batch, int row)
    {
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        Span<Truth> stack = stackalloc Truth[TermsMax];
        int depth = 0;
        foreach (var term in _terms)
        {
            if (term.Operator < ConditionOperator.And) stack[depth++] = Compare(term.Operator, Value(batch, row, term.Left), Value(batch, row, term.Right));
            else
            {
                var right = stack[--depth];
                var left = stack[depth - 1];
                stack[depth - 1] = term.Operator == ConditionOperator.And ? Min(left, right) : Max(left, right);
            }
        }
        return stack[0];
    }

    private static Truth Min(Truth a, Truth b) => a < b ? a : b;

    private static Truth Max(Truth a, Truth b) => a > b ? a : b;

    private static Truth Compare(ConditionOperator comparison, double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return Truth.Unknown;
        return Comparison.Holds(comparison, left, right) ? Truth.Yes : Truth.No;
    }

    private double Value(ReadingBatch batch, int row, int operand)
    {
        int channel = _channels[operand];
        return channel < 0 ? _constants[operand] : batch.Get(row, channel);
    }

    private void Resolve(ChannelSet channels)
    {
        for (int i = 0; i < _operands.Length; i++) _channels[i] = _operands[i].Name is { } name ? channels.IndexOf(name) : -1;
        _resolved = channels;
    }
}
