using System.Security.Cryptography;
using EdgeAppliance.Daemon.Configuration;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>Checks tokens of the one issuer that is trusted, by RFC 8725: 1 it can be read, 2 it is of this issuer, for this appliance, and of an algorithm that is known, never
/// 'none', 3 it is its time, 4 the issuer's own key signed it.</summary>
internal sealed partial class BearerTokens(OAuthConfiguration configuration, IssuerKeys keys, Func<DateTimeOffset> now, ILogger logger)
{
    /// <returns>Null where it is not to be believed; the log says why, to those who debug.</returns>
    public async ValueTask<BearerToken?> Check(ReadOnlyMemory<byte> text)
    {
        try
        {
            var token = Jwt.Read(text.Span); // 1
            if (WhyNot(token, now()) is { } reason) return Refuse(reason); // 2, 3
            if (await keys.Find(token.KeyId, token.Algorithm).ConfigureAwait(false) is not { } key) return Refuse("its key is not known");
            return key.Verifies(token) ? new BearerToken(token.Subject, token.Scope, token.Expires) : Refuse("its signature is wrong"); // 4
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return Refuse(e.Message);
        }
    }

    private string? WhyNot(Jwt token, DateTimeOffset at)
    {
        if (token.Issuer != configuration.Issuer) return "it is of another issuer";
        if (!token.Audiences.Contains(configuration.Audience, StringComparer.Ordinal)) return "it is for another audience";
        if (token.Algorithm is not (IssuerKey.Rs256 or IssuerKey.Es256)) return "its algorithm is not taken";
        if (token.Expires <= at - configuration.ClockSkew) return "its time is over";
        return token.NotBefore > at + configuration.ClockSkew ? "its time has not come" : null;
    }

    private BearerToken? Refuse(string reason)
    {
        Log.Refused(logger, reason);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1323, LogLevel.Debug, "A bearer token is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
