namespace EdgeAppliance.Core.Steps.Text;

/// <summary>What BERT and its kin cut texts by (Wu et al., 2016, section 4.1; the normalization of google-research/bert's BasicTokenizer).</summary>
internal sealed record WordPieceModel(Vocabulary Vocabulary, int Unknown, int? Begin, int? End, int Padding) : TokenizerModel(Begin, End, Padding)
{
    public bool Lowercase { get; init; } = true;

    /// <summary>Characters lose their marks: é counts as e.</summary>
    public bool StripAccents { get; init; } = true;

    /// <summary>What no letter or sign is, such as control characters, is left out.</summary>
    public bool Clean { get; init; } = true;

    /// <summary>Each Chinese character is a word.</summary>
    public bool SeparateIdeographs { get; init; } = true;

    /// <summary>What a piece within a word begins with.</summary>
    public string Continuing { get; init; } = "##";

    /// <summary>A longer word is unknown as a whole.</summary>
    public int WordRunesMax { get; init; } = 100;

    public override TextTokenizer Tokenizer() => new WordPieceTokenizer(this);
}
