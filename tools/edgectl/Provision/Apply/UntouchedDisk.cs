namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Changes nothing, for who wants to see what would be.</summary>
internal sealed class UntouchedDisk : IProvisionDisk
{
    public void MakeFolder(string path, UnixFileMode mode)
    {
    }

    public void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
    }

    public void Link(string path, string target)
    {
    }

    public void Rename(string from, string to)
    {
    }

    public void SyncFolder(string path)
    {
    }

    public void Remove(string path)
    {
    }

    public void Overwrite(string path)
    {
    }

    public void GiveToDaemon(string path)
    {
    }
}
