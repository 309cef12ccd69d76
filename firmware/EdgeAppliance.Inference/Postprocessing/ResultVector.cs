namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>A named run of results.</summary>
/// <param name="Labels">A name for each value; empty for the vector's name, with the index in brackets where there are several.</param>
internal sealed record ResultVector(string Name, int Offset, int Count, IReadOnlyList<string> Labels)
{
    /// <summary>The names that values of this vector are places of: of all of them, or of every <see cref="TextsEvery"/>th from the first on; null for none.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    public int TextsEvery { get; init; } = 1;

    public Range Range => Offset..(Offset + Count);

    public string NameOf(int index) => Labels.Count > 0 ? Labels[index] : Count == 1 ? Name : $"{Name}[{index}]";

    public IReadOnlyList<string>? TextsOf(int index) => index % TextsEvery == 0 ? Texts : null;
}
