namespace EdgeAppliance.Core.Steps.Text;

/// <summary>What GPT-2, RoBERTa and their kin cut texts by: pairs of bytes (Radford et al., 2019, section 2.2).</summary>
/// <param name="Bytes">The number of each byte by itself.</param>
/// <param name="Merges">For each pair of numbers, <see cref="Pair"/>, how early it is joined, and what it becomes.</param>
internal sealed record BytePairModel(int[] Bytes, Dictionary<long, BytePairMerge> Merges, int? Begin, int? End, int Padding) : TokenizerModel(Begin, End, Padding)
{
    /// <summary>A text is read as if a space stood before it, so that its first word counts as one within a text.</summary>
    public bool AddsSpace { get; init; }

    public static long Pair(int left, int right) => ((long)left << 32) | (uint)right;

    public override TextTokenizer Tokenizer() => new BytePairTokenizer(this);
}
