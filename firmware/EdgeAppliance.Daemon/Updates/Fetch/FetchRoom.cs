using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Room for the copy of a fetched version that its installation makes, held by an empty file as long as it is fetched.</summary>
/// <param name="repository">On whose file system the copy will lie.</param>
internal sealed class FetchRoom(string repository)
{
    // No model is named so, as names have no dot.
    private readonly string _file = Path.Combine(repository, ".room");

    /// <returns>False where the file system cannot hold room.</returns>
    /// <exception cref="IOException">There is no room; nothing is held.</exception>
    public bool Hold(long bytes)
    {
        Directory.CreateDirectory(repository);
        using (var file = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write))
        {
            if (DiskRoom.Reserve(file, bytes)) return true;
        }
        GiveBack();
        return false;
    }

    /// <summary>Also what a cut has left behind.</summary>
    public void GiveBack()
    {
        if (File.Exists(_file)) File.Delete(_file);
    }
}
