namespace EdgeAppliance.Tests.Inference;

/// <summary>A theory that needs a file of <c>EDGE_DATA</c>, and is skipped where it is not there.</summary>
public sealed class EdgeDataTheoryAttribute : TheoryAttribute
{
    public EdgeDataTheoryAttribute(string file)
    {
        string path = EdgeData.PathOf(file);
        if (!Path.Exists(path)) Skip = $"{path} is not there; fetch it with `edgectl data get` and set EDGE_DATA.";
    }
}
