namespace EdgeAppliance.Tests.Daemon.Http;

/// <summary>An empty state directory that goes with the test. Short, because a Unix socket's path has 107 bytes at most.</summary>
internal sealed class StateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("edge-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
