using System.Security.Cryptography;

namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>The tokens that callers over TCP show. Any thread may use it.</summary>
internal sealed class TokenStore
{
    public const string FileName = "tokens.json";
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    // Written under the lock and replaced whole, so that Find needs no lock.
    private volatile StoredToken[] _tokens;

    private TokenStore(string path, TimeProvider time, StoredToken[] tokens) => (_path, _time, _tokens) = (path, time, tokens);

    /// <param name="firstToken">The text of the token made because there was no file yet, to be printed once; else null.</param>
    /// <exception cref="InvalidDataException">The token file is damaged.</exception>
    /// <exception cref="IOException">The state directory cannot be written.</exception>
    public static TokenStore Open(string stateDirectory, TimeProvider time, out string? firstToken)
    {
        string path = Path.Combine(stateDirectory, FileName);
        var stored = TokenFile.Read(path);
        var store = new TokenStore(path, time, stored?.ToArray() ?? []);
        firstToken = stored is null ? store.Add("first", AccessScope.Admin) : null;
        return store;
    }

    public IReadOnlyList<StoredToken> All => _tokens;

    /// <summary>Makes a token that is on stable storage when this returns.</summary>
    /// <returns>The token's text, which is kept nowhere.</returns>
    /// <exception cref="ArgumentException">The name is taken or empty, or there are too many tokens.</exception>
    public string Add(string name, AccessScope scope)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        string text = TokenText.Make();
        lock (_lock)
        {
            if (_tokens.Length >= TokenFile.TokensMax) throw new ArgumentException($"There are {TokenFile.TokensMax} tokens already; remove one first.");
            if (Array.Exists(_tokens, t => t.Name == name)) throw new ArgumentException($"There is a token named '{name}' already.", nameof(name));
            Keep_NeedsLock([.. _tokens, new StoredToken(name, scope, TokenText.Hash(text), _time.GetUtcNow())]);
        }
        return text;
    }

    /// <returns>False where there is no token of this name.</returns>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            var left = Array.FindAll(_tokens, t => t.Name != name);
            if (left.Length == _tokens.Length) return false;
            Keep_NeedsLock(left);
            return true;
        }
    }

    /// <summary>Looks at every token whatever it finds, so that the time taken tells nothing.</summary>
    public StoredToken? Find(ReadOnlySpan<char> text)
    {
        if (text.Length > TokenText.CharsMax) return null;
        byte[] hash = TokenText.Hash(text);
        StoredToken? found = null;
        foreach (var token in _tokens)
            if (CryptographicOperations.FixedTimeEquals(token.Sha256, hash)) found = token;
        return found;
    }

    private void Keep_NeedsLock(StoredToken[] tokens)
    {
        TokenFile.Write(_path, tokens);
        _tokens = tokens;
    }
}
