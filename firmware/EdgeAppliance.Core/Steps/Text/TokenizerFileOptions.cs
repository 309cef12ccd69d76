namespace EdgeAppliance.Core.Steps.Text;

/// <summary>What the configuration says of a tokenizer. What is null is as the files say, or as is usual for their kind.</summary>
/// <param name="Vocabulary">A path.</param>
/// <param name="Merges">A path, for a vocabulary of byte pairs alone.</param>
internal sealed record TokenizerFileOptions(string Vocabulary, string? Merges)
{
    public bool? Lowercase { get; init; }

    public bool? AddsSpace { get; init; }

    public string? Begin { get; init; }

    public string? End { get; init; }

    public string? Padding { get; init; }
}
