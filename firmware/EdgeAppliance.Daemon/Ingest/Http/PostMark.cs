namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>A post that is on its way or stored.</summary>
internal sealed class PostMark(PostKey key, Task stored)
{
    public PostKey Key { get; } = key;

    /// <summary>Done once its readings are on stable storage; faulted where they could not be stored.</summary>
    public Task Stored { get; } = stored;
}
