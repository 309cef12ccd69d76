namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Everything that provisioning changes on its two partitions, step by step: a power cut may come before or after any of them, and what was not
/// synced by then may be there or not.</summary>
internal interface IProvisionDisk
{
    /// <exception cref="IOException">The disk is full, read-only or failing; as for all members.</exception>
    void MakeFolder(string path, UnixFileMode mode);

    /// <summary>Makes a new file; its content is safe when this returns, its name once its folder is synced.</summary>
    void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode);

    /// <summary>A symbolic link.</summary>
    void Link(string path, string target);

    /// <summary>Moves a folder to where there is none, or a file, over another where there is one.</summary>
    void Rename(string from, string to);

    void SyncFolder(string path);

    /// <summary>Deletes a file, or a folder with all that is in it; nothing happens where there is none.</summary>
    void Remove(string path);

    /// <summary>Zeros in the place of what is there, synced.</summary>
    void Overwrite(string path);

    /// <summary>Gives a file or folder to the daemon's user; nothing happens where there is no such user.</summary>
    void GiveToDaemon(string path);
}
