namespace EdgeAppliance.Tests.Storage;

internal sealed class TemporaryFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("edge-store-").FullName;

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
