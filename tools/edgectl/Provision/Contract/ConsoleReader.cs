using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Reads <c>console</c>.</summary>
internal static class ConsoleReader
{
    private const int TokensMax = 32;

    private static readonly string[] s_scopes = ["read", "operate", "admin"];

    public static ConsoleWish Read(PlainSection section)
    {
        string listen = section.Required("listen", 64, Rules.IsEndPoint, "must be an address and a port, as 0.0.0.0:8443");
        var tokens = new List<ConsoleToken>();
        foreach (var token in section.Keys.List("tokens"))
        {
            if (tokens.Count == TokensMax)
            {
                section.Keys.Errors.Add(token.Node, $"is one more than the {TokensMax} that are taken");
                break;
            }
            tokens.Add(Token(new PlainSection(token)));
        }
        section.Keys.RefuseUnknownKeys();
        return new ConsoleWish(listen, tokens);
    }

    private static ConsoleToken Token(PlainSection section)
    {
        var token = new ConsoleToken(
            section.Required("name", Names.LengthMax, Names.IsName, Names.Rule),
            section.Required("scope", 16, s_scopes.Contains, "must be one of " + string.Join(", ", s_scopes)),
            section.Required("sha256", 64, Rules.IsSha256, "must be 64 hexadecimal digits, small"));
        section.Keys.RefuseUnknownKeys();
        return token;
    }
}
