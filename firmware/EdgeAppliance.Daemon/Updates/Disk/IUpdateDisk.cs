namespace EdgeAppliance.Daemon.Updates.Disk;

/// <summary>Everything that an installation changes on the disk, step by step: a power cut may come before or after any of them, and what
/// was not synced by then may be there or not.</summary>
internal interface IUpdateDisk
{
    /// <summary>Makes the folder and those above it; its name is safe once the folder above it is synced.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing; as for all members.</exception>
    void MakeFolder(string path);

    /// <summary>Makes a new file; its content is safe when this returns, its name once its folder is synced.</summary>
    void WriteFile(string path, Stream content);

    /// <summary>Moves a folder to where there is none, or a file, over another where there is one.</summary>
    void Rename(string from, string to);

    /// <summary>Moves a file, whose content is safe when this returns.</summary>
    void Move(string from, string to);

    void SyncFolder(string path);

    /// <summary>Deletes a file, or a folder with all that is in it; nothing happens where there is none.</summary>
    void Remove(string path);
}
