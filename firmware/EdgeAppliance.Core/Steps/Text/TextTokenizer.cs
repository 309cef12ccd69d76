namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Cuts texts into the pieces of a vocabulary. Used by one thread at a time; steady state allocates nothing a text.</summary>
internal abstract class TextTokenizer
{
    /// <param name="numbers">Takes the pieces' numbers, as many as there is room for.</param>
    /// <returns>How many there are.</returns>
    public abstract int Encode(ReadOnlySpan<char> text, Span<int> numbers);
}
