using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Repository;

/// <param name="Folder">Where installed models are kept, <c>{model}/{version}/</c>, or by an operator <c>{model}/</c>; made when it is first written to.</param>
public sealed record ModelRepositoryOptions(string Folder)
{
    /// <summary>A folder of models as they were shipped, <c>{model}/bundle.json</c>, never written to; an installed model of the same name comes before it.</summary>
    public string? Shipped { get; init; }

    /// <summary>What all loaded models together may take.</summary>
    public long MemoryBytesMax { get; init; } = OnnxEnvironment.DefaultMemoryBytesMax;
}
