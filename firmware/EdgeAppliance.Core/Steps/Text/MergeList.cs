namespace EdgeAppliance.Core.Steps.Text;

/// <summary>The pairs that byte-pair encoding joins, earliest first.</summary>
internal static class MergeList
{
    /// <param name="lines">Two pieces with a space between, behind a line that begins with <c>#version</c>, if any.</param>
    public static List<(string Left, string Right)> Parse(string[] lines)
    {
        var merges = new List<(string, string)>(lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            if ((i == 0 && lines[i].StartsWith("#version", StringComparison.Ordinal)) || lines[i].Length == 0) continue;
            merges.Add(Parse(lines[i]) ?? throw new InvalidDataException($"has merges of which line {i + 1} is not two pieces with a space between"));
        }
        return merges;
    }

    public static (string Left, string Right)? Parse(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        bool isPair = space > 0 && space < line.Length - 1 && line.IndexOf(' ', space + 1) < 0;
        return isPair ? (line[..space], line[(space + 1)..]) : null;
    }

    /// <exception cref="InvalidDataException">A piece is not in the vocabulary.</exception>
    public static Dictionary<long, BytePairMerge> Numbered(IReadOnlyList<(string Left, string Right)> merges, Vocabulary vocabulary)
    {
        if (merges.Count > Vocabulary.PiecesMax) throw new InvalidDataException($"has more than {Vocabulary.PiecesMax} merges");
        var numbered = new Dictionary<long, BytePairMerge>(merges.Count);
        for (int i = 0; i < merges.Count; i++)
        {
            var (left, right) = merges[i];
            int into = NumberOf(left + right, vocabulary);
            numbered.TryAdd(BytePairModel.Pair(NumberOf(left, vocabulary), NumberOf(right, vocabulary)), new BytePairMerge(i, into));
        }
        return numbered;
    }

    private static int NumberOf(string piece, Vocabulary vocabulary) => vocabulary.Find(piece) ?? throw new InvalidDataException($"has a merge of '{piece}', which is no piece of it");
}
