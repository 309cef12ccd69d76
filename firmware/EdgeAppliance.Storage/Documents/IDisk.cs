namespace EdgeAppliance.Storage.Documents;

/// <summary>The folder that the store lives in.</summary>
public interface IDisk
{
    /// <summary>Opens a file, and makes it, with its name on stable storage, where there is none.</summary>
    IDiskFile Open(string name);

    bool Exists(string name);

    /// <summary>Gives a file another name, replacing none; the change is on stable storage on return.</summary>
    void Move(string from, string to);

    /// <summary>Names of the folders in a folder, in order; none where it is not there.</summary>
    IReadOnlyList<string> Folders(string name);

    /// <summary>Deletes a file, or a folder with all that is in it, where it is there.</summary>
    void Delete(string name);

    /// <exception cref="IOException">It cannot be told.</exception>
    DiskSpace Space();
}
