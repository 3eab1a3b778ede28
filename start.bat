@echo off
rem Opens formcheck in the browser; the first time it makes the environment that it needs, in .venv beside this file.
setlocal
cd /d "%~dp0"
set ready=.venv\formcheck-ready
if exist "%ready%" fc /b requirements.lock "%ready%" >nul 2>&1 && goto start
set python=py -3
%python% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && goto make
set python=python
%python% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && goto make
echo formcheck needs Python 3.11 or newer: install it from python.org, then start this again
goto failed
:make
echo The first start takes a few minutes. 1 of 3: making a place for formcheck (.venv)
%python% -m venv .venv || goto failed
echo 2 of 3: fetching what it needs, about 450 MB on the disk
.venv\Scripts\python -m pip install --disable-pip-version-check --no-deps --no-compile -r requirements.lock || goto failed
echo 3 of 3: installing formcheck
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-deps -e . || goto failed
copy /y requirements.lock "%ready%" >nul
:start
.venv\Scripts\formcheck app %*
if not errorlevel 1 exit /b 0
:failed
rem the window stays, so that the line above can be read
pause
exit /b 1
