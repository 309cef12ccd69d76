namespace EdgeAppliance.Core.Steps.Text;

/// <summary>The pieces of text that a model knows, each with its number. Never changed once it is made; any thread may read it.</summary>
internal sealed class Vocabulary
{
    /// <summary>More pieces than any published vocabulary has.</summary>
    public const int PiecesMax = 1 << 20;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers;

    public Vocabulary(Dictionary<string, int> numbers)
    {
        _numbers = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        Count = numbers.Count;
    }

    public int Count { get; }

    public bool TryFind(ReadOnlySpan<char> piece, out int number) => _numbers.TryGetValue(piece, out number);

    public int? Find(string piece) => TryFind(piece, out int number) ? number : null;
}
