using System.Text.Json;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Drivers.Linux;

/// <summary>A copy of a recorded /proc and /sys that a test may change under the sampler's open files.</summary>
internal sealed class RecordedTree : IDisposable
{
    private readonly string _recorded;

    public RecordedTree(string name)
    {
        _recorded = Path.Combine(ProjectReferences.Root, "tests/EdgeAppliance.Tests/Drivers/Linux/Recorded", name);
        Become("before");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("edge-tree-").FullName;

    public Dictionary<string, double> Expected =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_recorded, "expected.json"))).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble());

    public IEnumerable<string> Files => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories);

    /// <summary>Writes the recording's other half over the files that are there, as the kernel would.</summary>
    public void Become(string half)
    {
        string from = Path.Combine(_recorded, half);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) Write(Path.GetRelativePath(from, file), File.ReadAllBytes(file));
    }

    public void Write(string path, byte[] content)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Over the old content: a new file would leave the open one as it was.
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.SetLength(0);
        stream.Write(content);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
