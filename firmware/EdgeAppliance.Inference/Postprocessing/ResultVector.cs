namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>A named run of results.</summary>
/// <param name="Labels">A name for each value; empty for the vector's name, with the index in brackets where there are several.</param>
internal sealed record ResultVector(string Name, int Offset, int Count, IReadOnlyList<string> Labels)
{
    public Range Range => Offset..(Offset + Count);

    public string NameOf(int index) => Labels.Count > 0 ? Labels[index] : Count == 1 ? Name : $"{Name}[{index}]";
}
