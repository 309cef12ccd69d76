namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>Where something lies in a registry, as <c>oci://registry.example/edge/fleet:tuf</c> or with <c>@sha256:…</c> behind; <c>oci+http</c>
/// where it is not encrypted, as on a site's own network.</summary>
/// <param name="Registry">Ends with '/'.</param>
/// <param name="Name">Of the repository.</param>
/// <param name="Reference">A tag, or a digest.</param>
public sealed record OciReference(Uri Registry, string Name, string Reference)
{
    public const string Scheme = "oci";
    public const string PlainScheme = "oci+http";
    public const string StandardTag = "tuf";
    private const int TagCharsMax = 128;
    private const int NameCharsMax = 255;

    /// <returns>Null where it is none.</returns>
    public static OciReference? TryParse(Uri url)
    {
        if (url.Scheme is not (Scheme or PlainScheme) || url.UserInfo.Length > 0 || url.Query.Length > 0) return null;
        string path = url.AbsolutePath.Trim('/'), reference = StandardTag;
        int at = path.IndexOf('@', StringComparison.Ordinal);
        int colon = path.LastIndexOf(':');
        if (at >= 0) (path, reference) = (path[..at], path[(at + 1)..]);
        else if (colon > path.LastIndexOf('/')) (path, reference) = (path[..colon], path[(colon + 1)..]);
        if (!IsName(path) || !(at >= 0 ? OciDescriptor.IsDigest(reference) : IsTag(reference))) return null;
        return new OciReference(new Uri($"{(url.Scheme == Scheme ? "https" : "http")}://{url.Authority}/"), path, reference);
    }

    /// <summary>What is no letter of a tag becomes '_'.</summary>
    public static string TagOf(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));

    private static bool IsTag(string tag) =>
        tag.Length is > 0 and <= TagCharsMax && tag[0] is not '.' and not '-' && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.Split('/').All(part => part.Length > 0 && char.IsAsciiLetterOrDigit(part[0]) && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'));
}
