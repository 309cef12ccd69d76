using System.Text;

namespace EdgeAppliance.Core.Configuration;

/// <summary>Fills in <c>${file:PATH}</c>, <c>${env:NAME}</c> and <c>${credential:NAME}</c> (systemd's LoadCredential=).</summary>
/// <param name="environment">Gives an environment variable, or null where it is not set.</param>
internal sealed class SecretStore(Func<string, string?> environment)
{
    /// <summary>systemd puts it, of the unit's <c>LoadCredentialEncrypted=edge:FOLDER</c>, before the names of a whole folder's credentials.</summary>
    public const string ProvisionedPrefix = "edge_";

    private const int FileBytesMax = 64 << 10;

    public static SecretStore OfThisProcess { get; } = new(Environment.GetEnvironmentVariable);

    public static bool HasPlaceholder(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <param name="filled">Told of every value and of the placeholder that it stands for.</param>
    /// <returns>The text with every placeholder filled in, or null; then <paramref name="wrong"/> says why, without a secret in it.</returns>
    public string? Expand(string text, out string wrong, Action<string, string>? filled = null)
    {
        wrong = "";
        var whole = new StringBuilder();
        int at = 0;
        while (true)
        {
            int start = text.IndexOf("${", at, StringComparison.Ordinal);
            if (start < 0) return whole.Append(text, at, text.Length - at).ToString();
            int end = text.IndexOf('}', start);
            if (end < 0) { wrong = "'${' has no '}' behind it"; return null; }
            string? value = Look(text[(start + 2)..end], out wrong);
            if (value is null) return null;
            whole.Append(text, at, start - at).Append(value);
            at = end + 1;
            filled?.Invoke(value, text[start..at]);
        }
    }

    private string? Look(string name, out string wrong)
    {
        int colon = name.IndexOf(':');
        string kind = colon < 0 ? name : name[..colon], rest = colon < 0 ? "" : name[(colon + 1)..];
        wrong = "";
        switch (kind)
        {
            case "file": return ReadFile(rest, out wrong);
            case "env":
                if (environment(rest) is { } value) return value;
                wrong = $"the environment variable {rest} is not set";
                return null;
            case "credential": return ReadCredential(rest, out wrong);
            default:
                wrong = "only ${file:PATH}, ${env:NAME} and ${credential:NAME} are filled in";
                return null;
        }
    }

    private string? ReadCredential(string name, out string wrong)
    {
        wrong = $"'{name}' is no credential's name";
        if (name.Length == 0 || name is "." or ".." || name.Contains('/')) return null;
        wrong = $"the credential {name} is asked for, but $CREDENTIALS_DIRECTORY is not set: add LoadCredential={name}:PATH to the unit";
        if (environment("CREDENTIALS_DIRECTORY") is not { Length: > 0 } folder) return null;
        string own = Path.Combine(folder, name), provisioned = Path.Combine(folder, ProvisionedPrefix + name);
        return ReadFile(!File.Exists(own) && File.Exists(provisioned) ? provisioned : own, out wrong);
    }

    private static string? ReadFile(string path, out string wrong)
    {
        wrong = "";
        try
        {
            using var file = File.OpenRead(path);
            byte[] bytes = new byte[FileBytesMax + 1];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read <= FileBytesMax) return Encoding.UTF8.GetString(bytes, 0, read).TrimEnd('\r', '\n');
            wrong = $"{path} has more than {FileBytesMax} bytes";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            wrong = $"{path} cannot be read: {failed.Message}";
        }
        return null;
    }
}
