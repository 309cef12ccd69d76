namespace EdgeAppliance.Storage.Documents;

/// <summary>The folder that the store lives in.</summary>
public interface IDisk
{
    /// <summary>Opens a file, and makes it, with its name on stable storage, where there is none.</summary>
    IDiskFile Open(string name);

    bool Exists(string name);

    /// <summary>Gives a file another name, replacing none; the change is on stable storage on return.</summary>
    void Move(string from, string to);

    /// <exception cref="IOException">It cannot be told.</exception>
    DiskSpace Space();
}
