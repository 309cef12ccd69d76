namespace EdgeAppliance.Edgectl.Control;

/// <summary>A password that comes from a file, since every user sees a command's arguments.</summary>
internal static class PasswordFile
{
    /// <returns>Its first line; null where there is no file.</returns>
    /// <exception cref="ControlException">It cannot be read.</exception>
    public static string? Read(string? path)
    {
        try
        {
            return path is null ? null : File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"the password cannot be read: {e.Message}", e);
        }
    }
}
