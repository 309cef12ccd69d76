namespace EdgeAppliance.Core.Steps.Text;

/// <summary>What texts are cut by, shared by the tokenizers of all of a pipeline's devices.</summary>
/// <param name="Begin">The number that stands before each text; null for none.</param>
/// <param name="End">The number that stands behind each text; null for none.</param>
/// <param name="Padding">The number that fills the rest.</param>
internal abstract record TokenizerModel(int? Begin, int? End, int Padding)
{
    public abstract TextTokenizer Tokenizer();
}
