using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Reads <c>updates</c>.</summary>
internal static class UpdatesWishReader
{
    private const int UrlCharsMax = 512;

    public static UpdatesWish Read(PlainSection section)
    {
        string? url = section.Text("url", UrlCharsMax, text => Rules.IsUrl(text, "https", "http", "oci", "oci+http"), "must be a URL of https, http or oci, without a user or password in it");
        byte[]? root = null;
        if (section.Keys.Find("root") is { } node && section.Keys.Expect(node, ConfigKind.Object))
        {
            root = ConfigText.Json(node);
            if (Fault(root) is { } fault) section.Keys.Errors.Add(node, "is no root.json of an update repository: " + fault);
        }
        if (section.Keys.Find("url") is null && section.Keys.Find("root") is null) section.Keys.Errors.Add(section.Keys.Node, "says nothing: url and root are missing");
        section.Keys.RefuseUnknownKeys();
        return new UpdatesWish(url, root);
    }

    /// <summary>It must be signed by its own keys, as every root is.</summary>
    private static string? Fault(byte[] json)
    {
        try
        {
            var root = TufRoot.Parse(json);
            root.Root.Verify(root.Document, "The root", []);
            return null;
        }
        catch (TufException e)
        {
            return e.Message;
        }
    }
}
