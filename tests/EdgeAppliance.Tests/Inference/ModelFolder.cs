using EdgeAppliance.Inference.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Inference;

/// <summary>A temporary folder with models to open a repository on.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-models-").FullName;

    public string Installed => Path.Combine(_root, "installed");

    public string Shipped => Path.Combine(_root, "shipped");

    public string PathOf(string name) => Path.Combine(_root, name);

    public ModelFolder Ship(TestBundle bundle)
    {
        bundle.WriteTo(Path.Combine(Shipped, bundle.Name));
        return this;
    }

    public ModelRepository Open(long memoryBytesMax = 64 << 20, TimeProvider? time = null) =>
        new(new ModelRepositoryOptions(Installed) { Shipped = Shipped, MemoryBytesMax = memoryBytesMax }, NullLogger.Instance, time ?? TimeProvider.System);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
