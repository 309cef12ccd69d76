namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Reads a <c>tokenize</c> step's configuration.</summary>
internal static class TokenizeBinder
{
    private const int LengthMax = 4096;

    public static StepFactory Bind(StepConfiguration configuration)
    {
        string vocabulary = configuration.Text("vocabulary", "");
        if (!configuration.Has("vocabulary")) configuration.Report("vocabulary", "is missing: the path of the model's vocab.txt, vocab.json or tokenizer.json.");
        int length = configuration.Integer("length", 0, 2, LengthMax);
        if (!configuration.Has("length")) configuration.Report("length", "is missing: how many numbers the model takes.");
        var options = new TokenizerFileOptions(vocabulary, TextOf(configuration, "merges"))
        {
            Lowercase = FlagOf(configuration, "lowercase"),
            AddsSpace = FlagOf(configuration, "space"),
            Begin = TextOf(configuration, "begin"),
            End = TextOf(configuration, "end"),
            Padding = TextOf(configuration, "padding"),
        };
        if (vocabulary.Length == 0 || length == 0 || Read(configuration, options) is not { } model) return _ => throw new InvalidOperationException("The configuration has errors.");
        return _ => new Tokenize(model, length);
    }

    private static TokenizerModel? Read(StepConfiguration configuration, TokenizerFileOptions options)
    {
        try
        {
            return TokenizerFile.Read(options);
        }
        catch (InvalidDataException e)
        {
            configuration.Report("vocabulary", e.Message + ".");
            return null;
        }
    }

    private static string? TextOf(StepConfiguration configuration, string key) => configuration.Has(key) ? configuration.Text(key, key) : null;

    private static bool? FlagOf(StepConfiguration configuration, string key) => configuration.Has(key) ? configuration.Boolean(key, false) : null;
}
