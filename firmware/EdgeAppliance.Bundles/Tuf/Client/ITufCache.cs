namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>What a device has come to trust, kept so that it is never talked back behind it.</summary>
public interface ITufCache
{
    /// <returns>Null where nothing is kept.</returns>
    byte[]? Read(string name);

    /// <summary>Returns once it is on stable storage; a power cut leaves the old or the new file whole.</summary>
    void Write(string name, ReadOnlySpan<byte> bytes);

    void Delete(string name);
}
