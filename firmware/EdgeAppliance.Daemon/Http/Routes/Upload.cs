namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>An uploaded file, and the turn to upload, which are given up together.</summary>
internal sealed class Upload(string path, SemaphoreSlim turn) : IDisposable
{
    public string Path => path;

    public void Dispose()
    {
        File.Delete(path);
        turn.Release();
    }
}
